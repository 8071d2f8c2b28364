package workflows

import (
	"go.temporal.io/sdk/workflow"

	"kaipiao/activities"
)

// untouched is the context in which a workflow runs. Temporal's button to cancel does not reach it: a run is not cancelled, because what
// it sees to would be lost; an application, an invoice or a ticket is, by its signal or its ticket. Whoever presses the button is written
// down, and told so where he looks.
func (s *steps) untouched(ctx workflow.Context) workflow.Context {
	free, _ := workflow.NewDisconnectedContext(ctx)
	workflow.Go(free, func(free workflow.Context) {
		ctx.Done().Receive(free, nil)
		s.noting = true
		s.aside(free, func(ctx workflow.Context) {
			s.asked(ctx)
			s.noting = false
		})
	})
	return free
}

// asked notes that somebody has asked Temporal to cancel the run.
func (s *steps) asked(ctx workflow.Context) {
	info := workflow.GetInfo(ctx).WorkflowExecution
	asked := activities.CancelRequested{Workflow: info.ID, Run: info.RunID}
	var by string
	err := s.outside(noting(ctx, "who asked Temporal to cancel it"), runs.NoteCancelRequest, asked).Get(ctx, &by)
	if err != nil {
		workflow.GetLogger(ctx).Error("nobody knows who asked to cancel the run", "error", err)
	}
	if s.onCancelRequest != nil && s.onCancelRequest(by) {
		return
	}
	s.goesOn(ctx, by)
}

// goesOn tells whoever has asked Temporal to cancel the run that it does not end by it.
func (s *steps) goesOn(ctx workflow.Context, by string) {
	s.note = "**" + or(by, "Somebody") + " asked Temporal to cancel this run. It goes on, because what it sees to would be lost.** To cancel what it is about, " +
		"send the signal `cancel`, or open a ticket.\n\n"
	s.show(ctx, s.shown)
}

func or(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}
