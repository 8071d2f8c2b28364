package door

import (
	"errors"
	"net/http"

	"kaipiao/access"
	"kaipiao/domain/refusal"
	"kaipiao/office/sessions"
)

func said(code, back, english, chinese string) Text {
	return Text{Code: code, Back: back, Words: refusal.Words{English: english, Chinese: chinese}}
}

// What the door says.
var (
	foreignForm = said("form_not_ours", "",
		"This form does not come from a page of yours, or its page is too old. Nothing was changed. Open the page again.",
		"该表单并非来自您当前的页面，或页面已过期，未作任何更改。请重新打开页面。")
	unreadable = said("form_unreadable", "",
		"The form could not be read. Nothing was changed.",
		"无法读取表单内容，未作任何更改。")
	tooLarge = said("body_too_large", "",
		"What was sent is too large. Nothing was changed.",
		"提交的内容过大，未作任何更改。")
	tooOften = said("too_many_calls", signInPath,
		"There are too many attempts at a time. Please wait a moment and try again.",
		"尝试过于频繁，请稍后重试。")
	internal = said("internal", "",
		"Something went wrong on our side. Nothing was changed. Please try again.",
		"我方服务出错，未作任何更改，请重试。")
	notFound = said("not_found", home,
		"There is no such page.",
		"页面不存在。")
	signInOver = said("sign_in_over", signInPath,
		"This sign-in has ended, or was begun in another browser. Please start again.",
		"本次登录已失效，或并非在此浏览器中发起，请重新登录。")
	signInRefused = said("sign_in_refused", signInPath,
		"You were not signed in. Please start again.",
		"未能登录，请重新登录。")
	signInAway = said("sign_in_unavailable", signInPath,
		"The sign-in does not answer at the moment. Please try again in a moment.",
		"登录服务暂无响应，请稍后重试。")
	noRole = said("no_role", signInPath,
		"You are signed in, and you have no role here yet. Ask your administrator for one.",
		"您已通过身份验证，但尚未获得任何角色，请联系管理员授权。")
	severalRoles = said("several_roles", signInPath,
		"You are signed in, and your roles here exclude each other. Ask your administrator to leave you one.",
		"您已通过身份验证，但拥有互斥的多个角色，请联系管理员保留其一。")
	incomplete = said("identity_incomplete", signInPath,
		"You are signed in, and it is not known which account or vendor you belong to. Ask your administrator.",
		"您已通过身份验证，但未关联账户或服务商，请联系管理员。")
	noPages = said("no_pages", signInPath,
		"Services have no pages: they call the API.",
		"服务账号没有页面，请通过 API 调用。")
	linkUsed = said("link_used", "",
		"This link has been used. Go back to the console that you came from, and open the page from there again.",
		"该链接已使用。请返回原控制台，重新打开此页面。")
	linkOver = said("link_over", "",
		"This link is too old, or there is none such. Go back to the console that you came from, and open the page from there again.",
		"该链接已失效或不存在。请返回原控制台，重新打开此页面。")
	notYours = said("account_not_yours", home,
		"You may not act for this account.",
		"您无权操作该账户。")
	noLonger = said("account_not_yours", home,
		"You may not act for this account any more. You are back at your own; nothing was changed.",
		"您已无权操作该账户，已切换回您自己的账户，未作任何更改。")
	ended = said("session_ended", "",
		"Your session has ended. Please sign in again.",
		"会话已结束，请重新登录。")
	endedKept = said("session_ended_kept", "",
		"Your session has ended. What you had not sent is kept, and is offered again after you have signed in.",
		"会话已结束，未提交的内容已保留，重新登录后可继续。")
	revoked = said("session_revoked", "",
		"Your session was ended by an administrator.",
		"您的会话已被管理员终止。")
	signedOut = said("signed_out", "",
		"You are signed out.",
		"您已退出登录。")
)

// notices are why somebody is on the sign-in page, by the parameter why.
var notices = map[string]Text{"ended": ended, "kept": endedKept, "revoked": revoked, "signed_out": signedOut}

// answerTo is what somebody is told whom an issuer could not sign in.
func answerTo(err error) (status int, text Text) {
	for _, known := range []struct {
		why    error
		status int
		text   Text
	}{
		{access.ErrIssuerAway, http.StatusServiceUnavailable, signInAway},
		{access.ErrNotSignedIn, http.StatusForbidden, signInRefused},
		{access.ErrToken, http.StatusForbidden, signInRefused},
		{access.ErrNoRole, http.StatusForbidden, noRole},
		{access.ErrSeveralRoles, http.StatusForbidden, severalRoles},
		{access.ErrIncomplete, http.StatusForbidden, incomplete},
		{sessions.ErrNoPages, http.StatusForbidden, noPages},
	} {
		if errors.Is(err, known.why) {
			return known.status, known.text
		}
	}
	return http.StatusInternalServerError, internal
}
