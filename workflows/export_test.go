package workflows

// Instead says, for each type of workflow, what can be done instead of cancelling its run.
var Instead = instead
