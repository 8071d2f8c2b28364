package invoice_test

import (
	"testing"

	"kaipiao/domain/invoice"
	"kaipiao/domain/life/lifetest"
)

func TestTheLifeOfAnInvoiceIsComplete(t *testing.T) { lifetest.Complete(t, invoice.Life) }
