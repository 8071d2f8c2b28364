package task_test

import (
	"testing"

	"kaipiao/domain/life/lifetest"
	"kaipiao/domain/task"
)

func TestTheLifeOfATaskIsComplete(t *testing.T) { lifetest.Complete(t, task.Life) }
