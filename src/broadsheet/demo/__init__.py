"""The demo newspaper of an invented port city: its stories, its pictures, its film."""
