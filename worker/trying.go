package main

import (
	"context"
	"time"
)

// afterTrouble is the pause before the database is asked again that could not be reached.
const afterTrouble = 2 * time.Second

// untilDone tries something until it is done, or until ctx ends; failed hears why it was in vain.
func untilDone(ctx context.Context, try func() error, failed func(error)) {
	for {
		err := try()
		if err == nil || ctx.Err() != nil {
			return
		}
		failed(err)
		select {
		case <-ctx.Done():
		case <-time.After(afterTrouble):
		}
	}
}
