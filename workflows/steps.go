package workflows

import (
	"fmt"
	"time"

	"go.temporal.io/sdk/workflow"

	"kaipiao/activities"
	"kaipiao/domain/contradiction"
	"kaipiao/domain/message"
)

// steps is how a workflow asks something of an activity: every one goes through here. Where two things cannot both be true,
// trying again never helps and giving up would lose the work, so that the step waits: an operator task says what contradicts
// what, the operators are mailed once, and the signal `resume` has the same step tried again, as often as it takes. Nothing is
// written into the history meanwhile.
type steps struct {
	// resumes counts the signals that say that something was seen to.
	resumes int
	// standing counts the steps that wait because of a contradiction, by its code; the last one closes its task.
	standing map[contradiction.Code]int
	// waitThrough waits for a condition, and goes on to watch over what is promised meanwhile.
	waitThrough func(ctx workflow.Context, summary string, condition func() bool) error
	// busy counts what goes on beside the main line: mails, answers to messages. goOnAs ends the run, which goes on as another one.
	busy       int
	unanswered func() int
	goOnAs     func() error
	// shown is what the operators read; note goes before it, once somebody has asked Temporal to cancel the run.
	shown, note string
	// about is the workflow of ours that a caller's run asks about; empty for our own.
	about string
	// noting: somebody has asked for it, and the run finds out who it was.
	noting bool
	// onCancelRequest does what a request to cancel the run means for what it is about, and reports whether it did; it may be nil.
	onCancelRequest func(by string) bool
}

// newSteps listens to `resume`, and tells the workflow of it too, which may wait for something else: hear may be nil. The workflow runs
// in the context that it returns, which Temporal's button to cancel does not reach.
func newSteps(ctx workflow.Context, hear func()) (*steps, workflow.Context) {
	s := &steps{standing: map[contradiction.Code]int{}}
	ctx = s.untouched(ctx)
	s.waitThrough = func(ctx workflow.Context, _ string, condition func() bool) error {
		return workflow.Await(ctx, condition)
	}
	listen(ctx, s, message.Resume, func(message.Nothing) {
		s.resumes++
		if hear != nil {
			hear()
		}
	})
	return s, ctx
}

// show tells the operators in the Web UI what the run does or waits for, and what there is to do (O2).
func (s *steps) show(ctx workflow.Context, details string) {
	s.shown = details
	workflow.SetCurrentDetails(ctx, s.note+details)
}

// showBeside tells them something more, until something else is shown.
func (s *steps) showBeside(ctx workflow.Context, more string) {
	workflow.SetCurrentDetails(ctx, workflow.GetCurrentDetails(ctx)+"\n\n"+more)
}

// settleRun says that nothing is owed any more (O6). The parts of a step that does the last thing have done so already.
func (s *steps) settleRun(ctx workflow.Context) error {
	id := workflow.GetInfo(ctx).WorkflowExecution.ID
	return s.onRegister(ctx, "nothing is owed any more", registerActivities.Settle, id).Get(ctx, nil)
}

// onRegister does something in our own register.
func (s *steps) onRegister(ctx workflow.Context, summary string, activity, argument any) workflow.Future {
	ctx = quickly(ctx, summary)
	return s.begin(func() workflow.Future { return workflow.ExecuteLocalActivity(ctx, activity, argument) })
}

// outside asks something of the outside world, with the options that ctx has. What contradicts is found in the register before
// anybody outside is asked, so that the step may be tried again even where a call must not be repeated (I4).
func (s *steps) outside(ctx workflow.Context, activity, argument any) workflow.Future {
	return s.begin(func() workflow.Future { return workflow.ExecuteActivity(ctx, activity, argument) })
}

func (s *steps) begin(start func() workflow.Future) workflow.Future {
	return &step{Future: start(), steps: s, again: start}
}

// watching has a promise watched over, too, while a step waits.
func (s *steps) watching(p *promiseWatch) {
	s.waitThrough = func(ctx workflow.Context, summary string, condition func() bool) error {
		_, err := p.await(ctx, time.Time{}, summary, condition)
		return err
	}
}

// step is an activity that was started, and how to start it again. It is ready when its first try is; who gets its result waits
// until nothing contradicts any more.
type step struct {
	workflow.Future
	steps *steps
	again func() workflow.Future
	// met are the contradictions that it met so far, each once.
	met []contradiction.Contradiction
}

// Get waits for the result.
func (s *step) Get(ctx workflow.Context, result any) error {
	for {
		err := s.Future.Get(ctx, result)
		found, contradicts := activities.ContradictionIn(err)
		if !contradicts {
			s.steps.settle(ctx, s.met)
			return err
		}
		s.meet(found)
		if err := s.steps.awaitResume(ctx, found); err != nil {
			s.steps.settle(ctx, s.met)
			return err
		}
		s.Future = s.again()
	}
}

// meet counts a contradiction, once for a step.
func (s *step) meet(found contradiction.Contradiction) {
	for _, known := range s.met {
		if known.Code == found.Code {
			return
		}
	}
	s.met = append(s.met, found)
	s.steps.standing[found.Code]++
}

// awaitResume opens the operator task, unless it is open, and waits until somebody has seen to it.
func (s *steps) awaitResume(ctx workflow.Context, found contradiction.Contradiction) error {
	before := s.resumes
	met := activities.Contradicted{Workflow: workflow.GetInfo(ctx).WorkflowExecution.ID, Contradiction: found}
	var opened activities.ContradictionTask
	err := workflow.ExecuteLocalActivity(quickly(ctx, "open the task of a contradiction"), registerActivities.OpenContradiction, met).Get(ctx, &opened)
	if err != nil {
		workflow.GetLogger(ctx).Error("a contradiction has no operator task", "contradiction", found.English, "error", err)
	}
	telling, seenTo := workflow.WithCancel(ctx)
	defer seenTo() // who has seen to it need not be told
	if opened.Task != 0 {
		alert := activities.Alert{Contradicts: &met, Task: opened.Task}
		sent := workflow.ExecuteActivity(tellingCustomer(telling, "mail the operators: contradiction"), notices.SendAlert, alert)
		workflow.Go(telling, func(telling workflow.Context) { s.giveUpMail(telling, toOperators, sent.Get(telling, nil)) })
	}
	shown := s.shown
	details := fmt.Sprintf("**Contradiction.** %s\n\nTo do: find out which of the two is wrong and put it right; then mark the operator task as seen to, "+
		"or send the signal `%s`. The same step is tried again.", found.English, message.Resume.Name)
	s.show(ctx, details)
	err = s.waitThrough(ctx, "a contradiction is seen to", func() bool { return s.resumes > before })
	if s.shown == details {
		s.show(ctx, shown)
	}
	return err
}

// settle closes the tasks of the contradictions that a step met, unless another step of the workflow waits for one of them.
func (s *steps) settle(ctx workflow.Context, met []contradiction.Contradiction) {
	for _, found := range met {
		if s.standing[found.Code]--; s.standing[found.Code] == 0 {
			s.close(ctx, found.Code)
		}
	}
}

// leave closes those that still stand, because the workflow goes on as a new run, which meets them again.
func (s *steps) leave(ctx workflow.Context) {
	for _, code := range contradiction.Codes() {
		if s.standing[code] > 0 {
			s.close(ctx, code)
		}
	}
}

// close closes a task.
func (s *steps) close(ctx workflow.Context, code contradiction.Code) {
	met := activities.Contradicted{Workflow: workflow.GetInfo(ctx).WorkflowExecution.ID, Contradiction: contradiction.Contradiction{Code: code}}
	err := workflow.ExecuteLocalActivity(quickly(ctx, "close the task of a contradiction"), registerActivities.CloseContradiction, met).Get(ctx, nil)
	if err != nil {
		workflow.GetLogger(ctx).Error("the task of a contradiction stays open", "code", code, "error", err)
	}
}
