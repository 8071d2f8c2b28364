// Package query is generated from the statements in schema/queries, but for this file.
package query

// Ahead announces statements that will follow, in the order in which they will: within a transaction they then travel to the database
// together, with the first of them. What the announcement itself answers means nothing. A read or a lock that does not follow after all costs time
// and nothing else; whoever announces a change either makes it or fails.
func (q *Queries) Ahead(announce func(*Queries)) {
	if of, can := q.db.(interface{ Announced() DBTX }); can {
		announce(New(of.Announced()))
	}
}
