package inject

import (
	"context"
	"encoding/json"
	"net/http"

	"kaipiao/e2e/chaos/plan"
	"kaipiao/sandbox/faults"
)

// Gone is the path of the subscriber that says that it is gone for good: it alone is struck by that fault, because whoever
// says so is rightly told nothing more.
const Gone = "/webhooks/gone"

// disturb orders the outside world to misbehave.
func (i *Injector) disturb(ctx context.Context, f plan.Fault) (string, error) {
	if faults.Operation(f.Target) == plan.Token {
		return "forgotten", retry(ctx, func(ctx context.Context) error {
			return i.Stack.TellSandbox(ctx, http.MethodDelete, "/"+i.Stack.Settings().Provider+"/tokens", nil)
		})
	}
	order := faults.Fault{Operation: faults.Operation(f.Target), Mode: faults.Mode(f.Way), Times: f.Times}
	switch {
	case order.Mode != faults.Reject:
	case order.Operation == faults.Webhook:
		order.Match = Gone
	case order.Operation == faults.Mail:
		order.Match = plan.RefusedMailbox
	}
	return "ordered", retry(ctx, func(ctx context.Context) error {
		return i.Stack.TellSandbox(ctx, http.MethodPost, "/faults", order)
	})
}

// unmet counts the faults that stand and have struck nobody; none where the sandbox does not say it.
func (i *Injector) unmet(ctx context.Context) map[string]int {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+i.Stack.Settings().SandboxAddr+"/faults", http.NoBody)
	if err != nil {
		return nil
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil
	}
	defer response.Body.Close()
	var standing struct{ Items []faults.Standing }
	if json.NewDecoder(response.Body).Decode(&standing) != nil {
		return nil
	}
	unmet := map[string]int{}
	for _, fault := range standing.Items {
		if fault.Struck == 0 {
			unmet[string(fault.Operation)+" "+string(fault.Mode)]++
		}
	}
	return unmet
}

// calm ends every fault that was ordered.
func (i *Injector) calm(ctx context.Context) error {
	return i.Stack.TellSandbox(ctx, http.MethodDelete, "/faults", nil)
}
