"""Every event that can be recorded, a module for each kind of stream."""
