package api

import (
	"kaipiao/domain/application"
	"kaipiao/domain/message"
)

// Workflow is the run in Temporal that serves something, also when it has ended: signals go to its id, and people look at its page.
type Workflow struct {
	ID  string `json:"id" doc:"The id of the workflow in Temporal, to which signals go." example:"application/01994c5e-7a30-7c1d-9a53-2f0c1d8e4b6a"`
	URL string `json:"url" format:"uri" doc:"Its page in the Temporal Web UI." example:"http://127.0.0.1:8233/namespaces/default/workflows/application%2F01994c5e"`
}

func (s *surface) workflow(id string) *Workflow {
	if id == "" {
		return nil
	}
	return &Workflow{ID: id, URL: s.WorkflowURL(id)}
}

// workflowOf is the one that serves an application. What is only previewed, or offset in whole, never has one.
func (s *surface) workflowOf(a application.Application) *Workflow {
	if a.ID == "" || a.Status == application.Offset {
		return nil
	}
	return s.workflow(message.WorkflowOfApplication(a.ID))
}
