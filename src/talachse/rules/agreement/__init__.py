"""What an agreement says, and how far it is: shapes and decisions, without a database."""
