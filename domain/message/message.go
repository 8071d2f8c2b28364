// Package message holds what the register tells running workflows, and what it starts them with: names, ids and
// payloads. They hold no amounts and no personal data. It knows no Temporal.
package message

// Message is what Temporal is asked to do: start a workflow, tell a running one something, or tell it and start it where it
// does not run. It is made by Start.With, Signal.To and Signal.WithStart, so that names, ids and payloads fit together.
type Message struct {
	WorkflowID string
	// Workflow is the type to start, and Start its argument; empty where a running workflow is told.
	Workflow string
	Start    any
	// Signal is what it is told, and Payload the news; empty for a start alone.
	Signal  string
	Payload any
}
