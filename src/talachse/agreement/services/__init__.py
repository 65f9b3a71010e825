"""What people do in the steering, one thing each."""
