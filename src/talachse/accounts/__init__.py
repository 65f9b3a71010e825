"""Log-ins, organisations and what a membership allows on a day."""
