"""Which benefits a household may claim, and which door is the right one."""
