package door

import (
	"context"

	"kaipiao/access"
	"kaipiao/office/sessions"
)

type (
	sessionKey struct{}
	formKey    struct{}
)

// SessionOf is the session of a page that Require has let through.
func SessionOf(ctx context.Context) (sessions.Session, bool) {
	session, there := ctx.Value(sessionKey{}).(sessions.Session)
	return session, there
}

// IdentityOf is who looks at a page, for the account that was chosen; the zero value is nobody.
func IdentityOf(ctx context.Context) access.Identity {
	session, there := SessionOf(ctx)
	if !there {
		return access.Identity{}
	}
	return session.Identity()
}

// TokenField is the hidden field of every form of a page.
const TokenField = "csrf"

// TokenOf is what stands in it; empty where nobody is signed in.
func TokenOf(ctx context.Context) string {
	session, there := SessionOf(ctx)
	if !there {
		return ""
	}
	return session.Token()
}

// KeptOf is the form that this person had typed on this page when its session ended: to be filled in again, and sent by whoever reads it once more.
func KeptOf(ctx context.Context) (sessions.Form, bool) {
	form, there := ctx.Value(formKey{}).(sessions.Form)
	return form, there
}
