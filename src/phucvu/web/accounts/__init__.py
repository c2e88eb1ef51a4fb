"""People, the agencies they speak for, their roles, and the log of every act."""
