"""Pages and checks over HTTP. Plain ``def`` routes; the web moves no stage and sends nothing."""
