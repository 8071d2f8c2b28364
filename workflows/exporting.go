package workflows

import (
	"fmt"

	"go.temporal.io/sdk/workflow"

	"kaipiao/activities"
	"kaipiao/domain/export"
	"kaipiao/domain/message"
)

// Export makes a file that somebody asked for (P6): whole, or there is a sentence that says why there is none. Whoever makes it begins at
// the beginning; what a lost worker had made of it nobody sees.
func Export(ctx workflow.Context, start message.ExportStart) error {
	s, ctx := newSteps(ctx, nil)
	s.show(ctx, "**Makes the file.** How many rows are written stands with the pending activity, and in `GET /v1/exports/"+string(start.Export)+"`.")
	var at activities.ExportStands
	if err := s.outside(makingExport(ctx, "make the file"), exporter.MakeExport, start.Export).Get(ctx, &at); err != nil {
		workflow.GetLogger(ctx).Error("an export could not be made", "export", start.Export, "error", err)
		if err := s.onRegister(ctx, "nothing comes of it", exporter.GiveUpExport, start.Export).Get(ctx, &at); err != nil {
			return err
		}
	}
	if at.Status == export.Failed {
		s.show(ctx, "**Nothing came of it.** `GET /v1/exports/"+string(start.Export)+"` says why.")
	} else {
		s.show(ctx, fmt.Sprintf("**Ready: %d rows.** The file is at `GET /v1/exports/%s/file`.", at.Rows, start.Export))
	}
	return s.settleRun(ctx)
}
