"""Who works at the desk in these tests."""

PASSWORD = "twelve quiet herons"
NAVIGATOR, SUPERVISOR = "nora@beacon.example", "sam@beacon.example"
