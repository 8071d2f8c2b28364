package office_test

import (
	"context"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/actor"
	"kaipiao/domain/invoice"
	"kaipiao/domain/message"
	"kaipiao/domain/secondperson"
	"kaipiao/office/outbox"
)

// Two dispatchers side by side: while one is sending the start of a workflow, the other does not send what comes after it.
func TestNothingOvertakesTheStartOfItsWorkflow(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	w.Consumed("bill", "100.00")
	applied, err := w.Apply("k", "10.00")
	require.NoError(t, err)
	sending, sent := make(chan struct{}), make(chan struct{})
	var together sync.WaitGroup
	var messages []string
	together.Go(func() {
		require.NoError(t, w.Outbox.Dispatch(ctx, standing, func(_ context.Context, m outbox.Message) error {
			if m.Workflow != "" {
				close(sending)
				<-sent
			}
			messages = append(messages, m.Workflow+m.Signal)
			return nil
		}))
	})
	<-sending // when a second message is written meanwhile
	_, err = w.Applications.Cancel(ctx, applied.ID, actor.Actor{Kind: actor.Service, Name: "customer"}, "", now)
	require.NoError(t, err)
	require.Empty(t, w.Sent())
	close(sent)
	together.Wait()
	// then it is sent after the start, by the one that has sent the start
	require.Equal(t, []string{message.StartApplication.Workflow, message.Decided.Name}, messages)
	require.Empty(t, w.Sent())
}

// I5: an invoice is parked in the moment in which the trouble is closed, two hundred times: it is never parked without an
// open task.
func TestI5NobodyIsParkedUnderAClosedTask(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	w.Consumed("bill", "100.00")
	applied, err := w.Apply("k", "10.00")
	require.NoError(t, err)
	_, err = w.Applications.Approve(ctx, applied.ID, secondperson.Trusted(actor.Product), "", now)
	require.NoError(t, err)
	id := applied.Invoices[0].ID
	for range 200 {
		require.NoError(t, w.Sellers.Park(ctx, id, invoice.ProviderDown, now))
		require.NoError(t, w.Invoices.RecordWaiting(ctx, id, invoice.WaitingForNothing, now))
		var together sync.WaitGroup
		together.Go(func() { require.NoError(t, w.Sellers.Park(ctx, id, invoice.ProviderDown, now)) })
		together.Go(func() {
			_, err := w.Sellers.CloseTrouble(ctx, "platform", invoice.ProviderDown, now)
			require.NoError(t, err)
		})
		together.Wait()
		troubles, err := w.Sellers.Troubles(ctx, "platform", now)
		require.NoError(t, err)
		require.Len(t, troubles, 1)
		require.Equal(t, 1, troubles[0].Parked)
		require.NoError(t, w.Invoices.RecordWaiting(ctx, id, invoice.WaitingForNothing, now))
	}
}
