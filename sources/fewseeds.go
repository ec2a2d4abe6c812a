package sources

// processes is how many seeds there are: process numbers that Linux gave by default.
const processes = 1<<15 - 1

// newFewSeeds makes keys of 256 bits as OpenSSL did on Debian from 2006 to 2008, where nothing
// but the number of the process went into the generator's seed (DSA-1571-1,
// CVE-2008-0166): each key is four words of SplitMix64 that a number from 1 to 32,767
// seeds, drawn by another SplitMix64 that the seed starts. No word looks bad by itself, and
// there are no more than 131,068 of them.
func newFewSeeds(seed uint64) generator {
	draws, left := splitMix64{seed}, 0
	var key splitMix64
	return stepped(func() uint64 {
		if left == 0 {
			key, left = splitMix64{1 + draws.next()%processes}, 4
		}
		left--
		return key.next()
	})
}
