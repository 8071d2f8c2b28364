package applications

import (
	"kaipiao/domain/application"
)

// Submission is an application on its way in.
type Submission struct {
	Request application.Request
	// ID is the id the application will have, the service's own.
	ID string
	// Key and Fingerprint make a repeated call harmless: the same key and request answer with the same application.
	Key         string
	Fingerprint []byte
	// By names who submits, for the timeline.
	By string
}
