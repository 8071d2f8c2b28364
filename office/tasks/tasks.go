package tasks

import (
	"kaipiao/domain/task"
)

// Filter narrows the list of tasks; zero values do not narrow.
type Filter struct {
	Status string // open or closed
	Kind   task.Kind
}
