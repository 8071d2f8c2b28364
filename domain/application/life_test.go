package application_test

import (
	"testing"

	"kaipiao/domain/application"
	"kaipiao/domain/life/lifetest"
)

func TestTheLifeOfAnApplicationIsComplete(t *testing.T) { lifetest.Complete(t, application.Life) }
