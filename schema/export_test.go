package schema

// MigrateTo is Migrate of a build that has other migrations.
var MigrateTo = migrateTo

// FitsBuild is Fits of a build that knows other migrations.
func FitsBuild(at Standing, known int) error { return at.fits(known) }
