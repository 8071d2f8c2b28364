package api

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/go-chi/chi/v5"

	"kaipiao/access"
	"kaipiao/domain/refusal"
)

// The codes of what is refused before any rule is asked, and of what fails on our side.
const (
	codeUnauthorized        = "unauthorized"
	codeForbidden           = "forbidden"
	codeNoSuchCall          = "no_such_call"
	codeMethodNotAllowed    = "method_not_allowed"
	codeRequestTimeout      = "request_timeout"
	codeBodyTooLarge        = "body_too_large"
	codeMediaType           = "unsupported_media_type"
	codeInternal            = "internal"
	codeTooManyCalls        = "too_many_calls"
	codeBusy                = "busy"
	codeNotReady            = "not_ready"
	codeProviderUnavailable = "provider_unavailable"
	codeNotOffered          = "not_offered"
	codeCourierUnavailable  = "courier_unavailable"
	codeProviderAsked       = "provider_asked_lately"
	codeSignInUnavailable   = "sign_in_unavailable"
)

type edgeEntry struct {
	status int
	refusal.Words
}

// edge is the table of those codes, as domain/refusal has one for what the rules forbid.
var edge = map[string]edgeEntry{
	codeUnauthorized: {http.StatusUnauthorized, refusal.Words{English: "%s", Chinese: "%s"}},
	codeForbidden:    {http.StatusForbidden, refusal.Words{English: "The role %s may not make this call.", Chinese: "角色 %s 无权调用此接口。"}},
	codeNoSuchCall:   {http.StatusNotFound, refusal.Words{English: "There is no such call; /docs lists them.", Chinese: "没有该接口，请参阅 /docs。"}},
	codeMethodNotAllowed: {
		http.StatusMethodNotAllowed,
		refusal.Words{English: "This call does not take this method; the Allow header names those that it takes.", Chinese: "该接口不支持此方法，可用方法见 Allow 头。"},
	},
	codeRequestTimeout: {
		http.StatusRequestTimeout, refusal.Words{English: "The body did not come in time; send it again.", Chinese: "请求体未在限定时间内传完，请重新提交。"},
	},
	codeBodyTooLarge: {
		http.StatusRequestEntityTooLarge, refusal.Words{English: "The body is larger than %s.", Chinese: "请求体超过 %s。"},
	},
	codeMediaType: {
		http.StatusUnsupportedMediaType,
		refusal.Words{
			English: "Send JSON as application/json, and a file as multipart/form-data.",
			Chinese: "JSON 请以 application/json 提交，文件请以 multipart/form-data 提交。",
		},
	},
	codeInternal: {
		http.StatusInternalServerError,
		refusal.Words{English: "Something went wrong on our side; nothing was changed. Please try again.", Chinese: "我方服务出错，未作任何更改，请重试。"},
	},
	codeTooManyCalls: {
		http.StatusTooManyRequests,
		refusal.Words{
			English: "There are too many calls of this kind at a time; make this one again after %d s.",
			Chinese: "此类调用过于频繁，请在 %d 秒后重试。",
		},
	},
	codeBusy: {
		http.StatusServiceUnavailable,
		refusal.Words{English: "There is too much to do at the moment; nothing was changed. Please try again.", Chinese: "当前请求过多，未作任何更改，请稍后重试。"},
	},
	codeNotReady: {http.StatusServiceUnavailable, refusal.Words{English: "The database does not answer.", Chinese: "数据库无响应。"}},
	codeProviderUnavailable: {
		http.StatusServiceUnavailable,
		refusal.Words{English: "The tax provider does not answer at the moment; please try again.", Chinese: "税务平台暂无响应，请稍后重试。"},
	},
	codeNotOffered: {
		http.StatusUnprocessableEntity,
		refusal.Words{English: "%s does not offer this.", Chinese: "当前%s不提供此功能。"},
	},
	codeCourierUnavailable: {
		http.StatusServiceUnavailable,
		refusal.Words{English: "The courier does not answer at the moment; please try again.", Chinese: "快递公司暂无响应，请稍后重试。"},
	},
	codeProviderAsked: {
		http.StatusTooManyRequests,
		refusal.Words{English: "The tax provider lets this be asked only so often; please try again in a minute.", Chinese: "税务平台限制了查询频率，请一分钟后重试。"},
	},
	codeSignInUnavailable: {
		http.StatusServiceUnavailable,
		refusal.Words{
			English: "The issuer of this token does not answer, so nobody can say whether it is good; please try again.",
			Chinese: "令牌签发方暂无响应，无法验证令牌，请稍后重试。",
		},
	},
}

// Who does not offer something.
var (
	theProvider = refusal.Words{English: "The tax provider", Chinese: "税务平台"}
	theCourier  = refusal.Words{English: "The courier", Chinese: "快递公司"}
)

// Why a caller is not known.
var (
	noToken  = refusal.Words{English: "Send a bearer token in the Authorization header.", Chinese: "请在 Authorization 头中提供 Bearer 令牌。"}
	badToken = refusal.Words{English: "The token is not valid (any more).", Chinese: "令牌无效或已过期。"}
)

// issuerAwayRetry is after how many seconds an issuer is asked again.
const issuerAwayRetry = "10"

// strangers are whom a good token does not help, and what they are told; everybody else has badToken.
var strangers = []struct {
	why   error
	words refusal.Words
}{
	{access.ErrNoRole, refusal.Words{
		English: "The token is good, and nothing in it gives a role here; ask who keeps the grants of your issuer.",
		Chinese: "令牌有效，但未授予任何角色，请联系管理员配置授权。",
	}},
	{access.ErrSeveralRoles, refusal.Words{
		English: "The token is good, and gives several roles that exclude each other; sign in as one of them.",
		Chinese: "令牌有效，但同时授予了多个互斥的角色，请以其中一个角色登录。",
	}},
	{access.ErrIncomplete, refusal.Words{
		English: "The token is good, and does not say all that its role needs: a subject of one line, a customer's account, a vendor's id.",
		Chinese: "令牌有效，但缺少该角色所需的信息：用户标识、客户账号或服务商编号。",
	}},
}

// edgeProblem makes the answer of a code. The arguments fill its sentences, each in the language of the sentence.
func edgeProblem(code string, arguments ...any) *Problem {
	entry := edge[code]
	english, chinese := slices.Clone(arguments), slices.Clone(arguments)
	for i, argument := range arguments {
		if words, both := argument.(refusal.Words); both {
			english[i], chinese[i] = words.English, words.Chinese
		}
	}
	return newProblem(entry.status, code, refusal.Words{English: fill(entry.English, english), Chinese: fill(entry.Chinese, chinese)})
}

func fill(template string, arguments []any) string {
	if len(arguments) == 0 {
		return template
	}
	return fmt.Sprintf(template, arguments...)
}

// DocumentedCode is a code that answers may bear, for the documentation.
type DocumentedCode struct {
	Code   string
	Status int
	// Rule is the id of the requirement behind it; empty for what is no rule's.
	Rule             string
	English, Chinese string
}

// Codes lists every code that an answer may bear, in the order of status and name. The sentences have verbs where values stand.
func Codes() []DocumentedCode {
	var codes []DocumentedCode
	for code, entry := range edge {
		codes = append(codes, DocumentedCode{Code: code, Status: entry.status, English: entry.English, Chinese: entry.Chinese})
	}
	for _, code := range refusal.Codes() {
		r := refusal.New(code, "")
		codes = append(codes, DocumentedCode{string(code), statuses[r.Class()], r.Rule(), r.English(), r.Chinese()})
	}
	slices.SortFunc(codes, func(a, b DocumentedCode) int {
		if a.Status != b.Status {
			return a.Status - b.Status
		}
		return strings.Compare(a.Code, b.Code)
	})
	return codes
}

// methodsOf are the methods that a path takes.
func methodsOf(router chi.Routes, path string) []string {
	var taken []string
	for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodDelete} {
		if router.Match(chi.NewRouteContext(), method, path) {
			taken = append(taken, method)
		}
	}
	return taken
}
