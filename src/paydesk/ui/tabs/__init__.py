"""The tabs of the window: on the left who needs it, on the right the job itself."""
