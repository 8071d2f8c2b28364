package taxcode_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/taxcode"
)

func TestA12TheShortNameOfACode(t *testing.T) {
	require.Equal(t, "信息系统服务", taxcode.ShortName("3040203000000000000"))
	require.Equal(t, "信息技术服务", taxcode.ShortName("3040201000000000000"), "the longest prefix")
	require.Empty(t, taxcode.ShortName("9990000000000000000"))
	require.Equal(t, "*信息系统服务*云服务器", taxcode.Item("信息系统服务", "云服务器"))
	require.Equal(t, "云服务器", taxcode.Item("", "云服务器"))
}
