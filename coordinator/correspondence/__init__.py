"""What is written and how it leaves: templates, mails, letters, calendar files and the SMTP conversation."""
