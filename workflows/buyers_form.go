package workflows

import (
	"fmt"
	"time"

	"go.temporal.io/sdk/workflow"

	"kaipiao/activities"
	"kaipiao/domain/invoice"
	"kaipiao/domain/promise"
	"kaipiao/domain/reversal"
	"kaipiao/provider"
)

// buyersForm is a red-letter form that the buyer began, and that waits for finance (V8). To say finance's word again is to ask
// where the form stands, so that there is nothing that must not be repeated.
type buyersForm struct {
	*reversalRun
	conversation
	begun bool
}

// answerBuyer waits for finance's word, says it to the provider, and sees the form through to its end.
func (r *reversalRun) answerBuyer(ctx workflow.Context) error {
	f := &buyersForm{reversalRun: r}
	f.about, r.woken = f, func() bool { return r.resumed || r.asked }
	for {
		answer, err := f.untilDecided(ctx)
		if err != nil {
			return err
		}
		if answer.State != provider.AwaitsSeller {
			return f.finishForm(ctx, answer)
		}
		if err := f.awaitFinance(ctx); err != nil {
			return err
		}
	}
}

// submit says finance's word, or asks where the form stands while there is none.
func (f *buyersForm) submit(ctx workflow.Context) (provider.Answer, error) {
	if err := f.hear(ctx); err != nil {
		return provider.Answer{}, err
	}
	if f.current.Word == reversal.NoWord {
		asking := askingProvider(ctx, "ask about the buyer's form "+string(f.current.Serial))
		return answered(ctx, f.outside(asking, providerActivities.AskRed, f.current.Serial))
	}
	answer := activities.RedAnswer{Serial: f.current.Serial, Word: f.current.Word}
	saying := askingProvider(ctx, fmt.Sprintf("%s the buyer's form %s", answer.Word, answer.Serial))
	return answered(ctx, f.outside(saying, providerActivities.AnswerRed, answer))
}

func (f *buyersForm) ask(ctx workflow.Context) (provider.Answer, error) { return f.submit(ctx) }

func (*buyersForm) mayResubmit() bool { return true }

// hear reads what finance has said meanwhile, or what somebody else has booked.
func (f *buyersForm) hear(ctx workflow.Context) error {
	if !f.asked {
		return nil
	}
	if err := f.payOff(ctx); err != nil {
		return err
	}
	var next activities.Reversing
	err := f.onRegister(ctx, "read what finance has said", registerActivities.NextReversal, f.start.Invoice).Get(ctx, &next)
	if err == nil && next.Reversal == f.current.Reversal {
		f.current = next
	}
	return err
}

// awaitFinance waits for finance's word, and asks now and then whether the buyer has taken its form back.
func (f *buyersForm) awaitFinance(ctx workflow.Context) error {
	if err := f.goOn(ctx); err != nil {
		return err
	}
	if err := f.begin(ctx); err != nil {
		return err
	}
	now := workflow.Now(ctx)
	until := now.Add(pauseUpTo(f.questions, longestAskOfBuyer))
	if now.Before(f.current.LapsesAt) {
		until = earliest(until, f.current.LapsesAt)
	}
	f.show(ctx, fmt.Sprintf(
		"Waits for **finance** to confirm or deny the red-letter form that the buyer began, until %s; then it lapses and the invoice stays valid (V8).\n\n"+
			"To do: confirm or deny it, as the operator task says.", shanghai(f.current.LapsesAt)))
	_, err := f.promise.await(ctx, until, "finance confirms or denies the form", f.woken)
	f.resumed = false
	return err
}

// begin tells the operators, and begins the watch over finance's time.
func (f *buyersForm) begin(ctx workflow.Context) error {
	if f.begun {
		return nil
	}
	f.begun, f.questions, f.waiting = true, 0, true
	f.promise.begin(promise.ConfirmStage, time.Time{}, financeAnswersBy(f.current.FoundAt, f.current.LapsesAt))
	err := workflow.UpsertTypedSearchAttributes(ctx,
		WaitingForAttribute.ValueSet(string(invoice.WaitingForOperator)), DueAttribute.ValueSet(f.current.LapsesAt))
	if err != nil {
		return err
	}
	alert := activities.Alert{Form: &activities.FormWaits{Reversal: f.current.Reversal, LapsesAt: f.current.LapsesAt}}
	sent := f.outside(tellingCustomer(ctx, "mail the operators: the buyer began a form"), notices.SendAlert, alert)
	f.aside(ctx, func(ctx workflow.Context) {
		f.giveUpMail(ctx, toOperators, sent.Get(ctx, nil))
	})
	return nil
}
