package parcel_test

import (
	"testing"

	"kaipiao/domain/life/lifetest"
	"kaipiao/domain/parcel"
)

func TestTheLifeOfAParcelIsComplete(t *testing.T) { lifetest.Complete(t, parcel.Life) }
