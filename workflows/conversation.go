package workflows

import (
	"fmt"
	"time"

	"kaipiao/domain/invoice"
	"kaipiao/provider"

	"go.temporal.io/sdk/workflow"
)

// conversation is the talk with the tax provider about one thing: an invoice, a red-letter form, a void. Rule I4 stands here,
// once: the serial, which was stored before, is submitted; whatever is not known is asked about, with growing pauses; what
// the provider does not know after a grace is submitted again under the same serial, never under another; and a trouble of
// the seller or the provider holds it up until the seller's desk lets it go (I5).
type conversation struct {
	about subject
	// submitted is when it was last submitted; zero while the next step is to submit it.
	submitted time.Time
	questions int
	seals     int
}

// subject is what a conversation is about, and all in which one differs from another.
type subject interface {
	// submit hands it in, and ask asks what became of it. An error is "unknown".
	submit(ctx workflow.Context) (provider.Answer, error)
	ask(ctx workflow.Context) (provider.Answer, error)
	// mayResubmit reports whether the provider is still wanted to have it: otherwise "not found" is the end.
	mayResubmit() bool
	// hold parks it for a cause until the seller's desk lets it go. Why is what people read.
	hold(ctx workflow.Context, cause invoice.Cause, why string) error
	// waitsFor stores whom it waits for; whatever it was parked for has passed.
	waitsFor(ctx workflow.Context, whom invoice.WaitingFor) error
	// pause waits before the provider is asked again, unless something wakes it.
	pause(ctx workflow.Context, duration time.Duration, why string) error
}

// troubles says what people read of the causes that a provider's answer has.
var troubles = map[invoice.Cause]string{
	invoice.QuotaExhausted: "the seller's **quota** is used up",
	invoice.SessionExpired: "the seller's **bureau session** has expired; somebody must log in",
	invoice.ProviderDown:   "the **provider** does not answer anybody",
	invoice.SealingFailed:  "the document exists, but the provider does not **seal** it",
	invoice.Restored:       "the register was **restored** to an earlier state, and nothing is issued before it is mended",
	invoice.OnHold:         "the seller is **paused**; it goes on when somebody resumes the seller",
}

// answered waits for the provider's answer.
func answered(ctx workflow.Context, call workflow.Future) (answer provider.Answer, err error) {
	err = call.Get(ctx, &answer)
	return answer, err
}

// untilDecided submits and asks until the provider has done its part, and gives its word. What may not be submitted again,
// and is not known to the provider after the grace, ends as not found.
func (c *conversation) untilDecided(ctx workflow.Context) (provider.Answer, error) {
	for {
		answer, err := c.say(ctx)
		if err != nil || answer.State.Decided() {
			return answer, err
		}
		if answer.State == provider.NotFound && c.grace(ctx) < 0 {
			if !c.about.mayResubmit() {
				return answer, nil
			}
			c.submitted = time.Time{}
			continue
		}
		if err := c.wait(ctx, answer.State); err != nil {
			return answer, err
		}
	}
}

// say submits, or asks once it was submitted. No answer is "unknown".
func (c *conversation) say(ctx workflow.Context) (provider.Answer, error) {
	var answer provider.Answer
	var err error
	submitting := c.submitted.IsZero()
	if submitting {
		c.submitted = workflow.Now(ctx)
		answer, err = c.about.submit(ctx)
	} else {
		c.questions++
		answer, err = c.about.ask(ctx)
	}
	answer = provider.Heard(answer, err)
	if answer.State.NotAccepted() || (submitting && answer.State.NotAsked()) {
		c.submitted = time.Time{} // the provider does not have it
	}
	return answer, nil
}

// wait does what an answer that decides nothing asks for: to be parked for its cause, or to ask again later.
func (c *conversation) wait(ctx workflow.Context, state provider.State) error {
	cause := state.Cause()
	switch {
	case state == provider.SealFailed && c.sealsSoon():
		return c.askLater(ctx, pauseBeforeAsk(c.seals), "the document exists and is not sealed yet")
	case cause != invoice.NoCause:
		return c.about.hold(ctx, cause, troubles[cause])
	case state == provider.NotFound:
		// It answers, so what it was parked for has passed.
		return c.askLater(ctx, min(c.grace(ctx)+time.Second, pauseBeforeAsk(c.questions)), "the provider does not know the serial yet")
	case state == provider.Unknown:
		if err := c.about.waitsFor(ctx, invoice.WaitingForProvider); err != nil {
			return err
		}
		return c.about.pause(ctx, pauseBeforeAsk(c.questions), "the **provider** does not answer")
	default: // pending
		return c.askLater(ctx, pauseBeforeAsk(c.questions), "the provider has accepted it and works on it")
	}
}

// askLater waits for a provider that answers; what was parked before is so no more.
func (c *conversation) askLater(ctx workflow.Context, duration time.Duration, why string) error {
	if err := c.about.waitsFor(ctx, invoice.WaitingForNothing); err != nil {
		return err
	}
	return c.about.pause(ctx, duration, why)
}

// grace is for how long the provider may still not know what was submitted.
func (c *conversation) grace(ctx workflow.Context) time.Duration {
	return notFoundGrace - workflow.Now(ctx).Sub(c.submitted)
}

// sealsSoon counts the questions about a document that is not sealed; after some it is parked for it, and then they count anew.
func (c *conversation) sealsSoon() bool {
	c.seals++
	return c.seals%quickSeals != 0
}

// unexpected: a provider's client has broken its contract: nothing of this kind can be in that state.
func unexpected(what string, state provider.State) error {
	return fmt.Errorf("the provider's client answered that %s is %q", what, state)
}
