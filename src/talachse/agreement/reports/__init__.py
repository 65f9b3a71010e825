"""What pages and papers show: rows from the queries and live counts from the metrics, put together for a day."""
