package reversal_test

import (
	"testing"

	"kaipiao/domain/life/lifetest"
	"kaipiao/domain/reversal"
)

func TestTheLifeOfAReversalIsComplete(t *testing.T) { lifetest.Complete(t, reversal.Life) }
