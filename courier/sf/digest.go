package sf

import (
	"crypto/md5" //nolint:gosec // the platform signs with it
	"encoding/base64"
	"net/url"
	"strings"
)

// digest signs a call: Base64(MD5(URLEncoder.encode(msgData + timestamp + checkWord))), as the platform's own sample in Java does.
func digest(message, timestamp, checkWord string) string {
	sum := md5.Sum([]byte(javaEncoded(message + timestamp + checkWord))) //nolint:gosec // as above
	return base64.StdEncoding.EncodeToString(sum[:])
}

// fromGo turns what Go escapes into what Java's URLEncoder does: it leaves * as it is, and escapes ~.
var fromGo = strings.NewReplacer("%2A", "*", "~", "%7E")

func javaEncoded(text string) string { return fromGo.Replace(url.QueryEscape(text)) }
