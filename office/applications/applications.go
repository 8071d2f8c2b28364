package applications

import (
	"time"

	"kaipiao/domain/application"
)

// Filter narrows the list of applications; zero values do not narrow.
type Filter struct {
	Status    application.Status
	DueBefore *time.Time
}
