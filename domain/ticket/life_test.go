package ticket_test

import (
	"testing"

	"kaipiao/domain/life/lifetest"
	"kaipiao/domain/ticket"
)

func TestTheLifeOfATicketIsComplete(t *testing.T) { lifetest.Complete(t, ticket.Life) }
