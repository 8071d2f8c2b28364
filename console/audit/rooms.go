// Package audit has the pages of auditors (审计): who did what, whether the trail is whole, and the audit packs of months. Everything else they read is
// finance's desk without its buttons.
package audit

import (
	"kaipiao/access"
	"kaipiao/console/page"
)

// Open adds the rooms of auditors; finance, who may read the same, has them too.
func Open(house *page.House) {
	open := func(pattern string, room page.Room) { house.Open(pattern, room, access.Auditor, access.Finance) }
	open("GET /console/audit", home)
	open("GET /console/audit/trail", whole)
	open("GET /console/audit/packs", packs)
	open("POST /console/audit/packs", makePack)
	open("GET /console/audit/packs/{id}/file", download)
}
