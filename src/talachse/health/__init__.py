"""Health: questions to guides and admissions to the programme. Nothing of it leaves but counts."""
