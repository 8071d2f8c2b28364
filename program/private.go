package program

import "syscall"

// ownersAlone leaves of a new file's mode what its owner may do.
const ownersAlone = 0o077

// WritePrivately has everything that the program writes from now on be its owner's alone: documents, uploads, imports and exports hold names and
// addresses (S6). Processes that share a folder run as the same user.
func WritePrivately() { syscall.Umask(ownersAlone) }
