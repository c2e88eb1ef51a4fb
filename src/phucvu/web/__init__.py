"""The site (Django, optional extra `web`): results for everyone, desks for the office and the units."""
