package read

import (
	"kaipiao/domain/group"
	"kaipiao/office/query"
)

// LinkOf is a link of a member to its master as it was stored (A13).
func LinkOf(row query.Membership) group.Link {
	return group.Link{
		Member: row.Member, Master: row.Master, Way: row.Way, Begins: row.Begins, Ends: row.Ends, MadeBy: row.MadeBy, EndedBy: row.EndedBy,
	}
}
