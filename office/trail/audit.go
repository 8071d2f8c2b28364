package trail

import (
	"encoding/json"
	"time"
)

// AuditEntry is one change of one object (O4): what is different of its state, and what else is different, by name.
type AuditEntry struct {
	ID     int64
	Object string
	At     time.Time
	What   string
	Who    string
	// Before is null for what was made, After for what was deleted.
	Before json.RawMessage
	After  json.RawMessage
	// Withheld are members that changed too, and whose content is personal.
	Withheld []string
}
