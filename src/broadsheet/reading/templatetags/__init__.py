"""Tags of the reading site's templates."""
