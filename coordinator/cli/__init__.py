"""The command line. One module a group; what is heavy is imported where it is used, so that help is quick."""
