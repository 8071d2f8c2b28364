package api_test

import (
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/access"
	domainapplication "kaipiao/domain/application"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/life"
	"kaipiao/domain/message"
	"kaipiao/domain/reversal"
	domaintask "kaipiao/domain/task"
	"kaipiao/domain/ticket"
)

// hearing is what the workflows of objects heard of what callers did with them.
type hearing struct {
	mutex sync.Mutex
	news  map[access.Action][]life.News
}

// workflowsOf are those that hear of an object.
func workflowsOf(subject, id string, shown object) []string {
	switch subject {
	case "application":
		return []string{message.WorkflowOfApplication(ids.Application(id))}
	case "invoice":
		return []string{shown["workflow"].(object)["id"].(string), message.WorkflowOfReversals(ids.Invoice(id))}
	case "reversal":
		return []string{message.WorkflowOfReversals(ids.Invoice(id))}
	case "ticket":
		return []string{message.WorkflowOfTicket(ids.Ticket(id))}
	default:
		workflow, _ := shown["workflow"].(string)
		return []string{workflow, message.WorkflowOfSellerDesk(ids.Seller(shown["seller"].(string)))}
	}
}

// newsFor takes what was sent out of the outbox, and returns what each of these workflows hears.
func (s *stage) newsFor(workflows []string) map[string][]life.News {
	s.t.Helper()
	news := map[string][]life.News{}
	for _, m := range s.service.sent() {
		if slices.Contains(workflows, m.WorkflowID) {
			news[m.WorkflowID] = append(news[m.WorkflowID], life.News(m.Signal))
		}
	}
	return news
}

// note: one workflow hears at most one thing of an action, and it is one that the table says. Where the table says several, because the action
// does what others do one after the other, each of its workflows hears each of them at most once.
func (h *hearing) note(t testing.TB, do access.Action, heard map[string][]life.News) {
	t.Helper()
	h.mutex.Lock()
	defer h.mutex.Unlock()
	says := told()[do]
	if len(says) <= 1 {
		require.LessOrEqual(t, len(heard), 1, "%s tells %v", do, heard)
	}
	for workflow, news := range heard {
		once := map[life.News]bool{}
		for _, one := range news {
			require.Contains(t, says, one, "the table does not say that %s tells it", do)
			require.False(t, once[one], "%s tells %s twice: %v", do, workflow, news)
			once[one] = true
		}
		h.news[do] = append(h.news[do], news...)
	}
}

// requireAll: what the tables say that a caller's action tells was told.
func (h *hearing) requireAll(t testing.TB) {
	t.Helper()
	for _, do := range access.Actions() {
		for _, news := range told()[do] {
			require.Contains(t, h.news[do], news, "nobody heard it of %s", do)
		}
	}
}

// told is what the tables say.
func told() map[access.Action][]life.News {
	tells := map[access.Action][]life.News{}
	addTold(tells, domainapplication.Life)
	addTold(tells, invoice.Life)
	addTold(tells, reversal.Life)
	addTold(tells, ticket.Life)
	addTold(tells, domaintask.Life)
	return tells
}

func addTold[S ~string](tells map[access.Action][]life.News, table life.Table[S]) {
	for _, deed := range table.Actions {
		tells[access.ActionOf(table.Subject, deed.Name)] = deed.Tells
	}
}
