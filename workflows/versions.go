package workflows

// The changes of workflows by which running ones have to be told apart stand in this file, each a constant with the name that stands
// in histories and never changes. There is none yet: the histories in testdata/histories are the baseline.
//
// A change is everything that alters the commands of a run that may be under way: another activity, another timer, another order. Then
//  1. name it here, and ask for it where the old and the new way part: workflow.GetVersion(ctx, name, workflow.DefaultVersion, 1);
//  2. move the histories that went the old way into a folder of their own beside the others, named for what they did otherwise;
//  3. record today's with `make histories`. The replay test goes through both.

// stageFollows: an invoice shows the stage that it is in when it is taken up; before, one whose application was reviewed stood under
// `review` until it was shipped (P7).
const stageFollows = "stage-follows-the-register"
