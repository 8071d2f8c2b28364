package workflows

import (
	"kaipiao/activities"
	"kaipiao/domain/reversal"
	"kaipiao/provider"

	"go.temporal.io/sdk/workflow"
)

// voiding is a paper invoice that is to be voided. Voiding twice is voiding once, so that to ask is to void again (V3).
type voiding struct{ *reversalRun }

// void asks the provider to void, again and again until it answers. What the bureau does not void (any more) is red-issued by
// the next reversal, as the register says.
func (r *reversalRun) void(ctx workflow.Context) error {
	r.woken = func() bool { return r.resumed }
	talk := conversation{about: voiding{r}}
	answer, err := talk.untilDecided(ctx)
	switch {
	case err != nil:
		return err
	case answer.State == provider.Voided:
		return r.book(ctx, activities.Reversed{Reversal: r.current.Reversal})
	case answer.State == provider.Refused:
		if err := r.end(ctx, reversal.Refused, answer.Reason); err != nil {
			return err
		}
		r.tellAndFetch(ctx, activities.OwedReversal{Reversal: r.current.Reversal}) // it is red-issued instead, and told then
		return nil
	default:
		return unexpected("the void of "+string(r.start.Invoice), answer.State)
	}
}

func (v voiding) submit(ctx workflow.Context) (provider.Answer, error) {
	v.show(ctx, "**Voids** the paper invoice at the provider (V3).\n\nNothing to do; it is repeated until the provider answers.")
	return answered(ctx, v.outside(askingProvider(ctx, "void the invoice"), providerActivities.VoidInvoice, v.start.Invoice))
}

func (v voiding) ask(ctx workflow.Context) (provider.Answer, error) { return v.submit(ctx) }

func (voiding) mayResubmit() bool { return true }
