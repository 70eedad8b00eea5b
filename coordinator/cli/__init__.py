"""The command line. One module a group of commands; what is heavy is imported where it is used, so that help is quick."""
