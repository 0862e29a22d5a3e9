package peering

// Expect returns what is to be observed once steps that were done have taken
// effect, so that the next steps can be computed without reading after each
// call. It is a guess: whoever uses it reads AWS before it decides that all is
// done. created is the id that Create answered with.
func Expect(have Observed, done []Step, created string) Observed {
	have.Requester, have.Accepter = have.Requester.clone(), have.Accepter.clone()
	for _, s := range done {
		if expect := s.Kind.spec().expect; expect != nil {
			expect(&have, s, created)
		}
	}
	return have
}
