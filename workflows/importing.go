package workflows

import (
	"fmt"

	"go.temporal.io/sdk/workflow"

	"kaipiao/activities"
	"kaipiao/domain/bill"
	"kaipiao/domain/message"
)

// Import reads a file of consumption, judges it as a whole, and books it page by page (F7): all of it, or nothing where anything in it is
// wrong. How far it has come stands in the register, so that another run goes on there. A page that contradicts the register, because
// somebody has recorded other consumption under its ids meanwhile, waits for people.
func Import(ctx workflow.Context, start message.ImportStart) error {
	s, ctx := newSteps(ctx, nil)
	s.show(ctx, "**Reads and judges the file.** Nothing is booked yet; how many rows are read stands with the pending activity, and in `GET /v1/imports/"+
		string(start.Import)+"`.")
	var at activities.ImportStands
	if err := s.outside(readingFile(ctx, "read and judge the file"), importer.ReadImport, start.Import).Get(ctx, &at); err != nil {
		return err
	}
	for !at.Ended {
		s.show(ctx, fmt.Sprintf("**Books the file: %d of %d.** %d rows were read.", at.Booked, at.Items, at.Rows))
		if err := s.outside(bookingFile(ctx, "book some pages"), importer.BookImport, start.Import).Get(ctx, &at); err != nil {
			return err
		}
	}
	if at.Status == bill.Refused {
		s.show(ctx, fmt.Sprintf("**Refused: nothing was booked.** %d of %d rows are bad, or the file cannot be read; the report says why.", at.Bad, at.Rows))
	} else {
		s.show(ctx, fmt.Sprintf("**Booked: %d of %d.** %d rows were read.", at.Booked, at.Items, at.Rows))
	}
	return s.settleRun(ctx)
}
