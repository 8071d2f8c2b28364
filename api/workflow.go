package api

import (
	"kaipiao/domain/application"
	"kaipiao/domain/message"
)

// Workflow is the run in Temporal that serves something, also when it has ended: signals go to its id, and people look at its page.
type Workflow struct {
	ID  string `json:"id"`
	URL string `json:"url" format:"uri" doc:"Its page in the Temporal Web UI."`
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
