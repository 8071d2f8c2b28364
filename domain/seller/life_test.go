package seller_test

import (
	"testing"

	"kaipiao/domain/life/lifetest"
	"kaipiao/domain/seller"
)

func TestTheLifeOfASellerIsComplete(t *testing.T) { lifetest.Complete(t, seller.Life) }
