package slacksim

import "slices"

// colleague reports whether u is of the organisation that installed the app: of
// this workspace or, on Enterprise Grid, of another one of its organisation.
func (w *Workspace) colleague(u *User) bool {
	return u.TeamID == w.opts.Team.ID || w.opts.Enterprise.ID != "" && u.Enterprise == w.opts.Enterprise.ID
}

// inTeam reports whether u is of this workspace, among others perhaps.
func (w *Workspace) inTeam(u *User) bool {
	return u.TeamID == w.opts.Team.ID || w.colleague(u) && slices.Contains(u.Teams, w.opts.Team.ID)
}

// enterpriseID is how a payload names the organisation; null is none.
func (w *Workspace) enterpriseID() any {
	if w.opts.Enterprise.ID == "" {
		return nil
	}
	return w.opts.Enterprise.ID
}

// enterpriseObject is the organisation in a payload; null is none.
func (w *Workspace) enterpriseObject() any {
	if w.opts.Enterprise.ID == "" {
		return nil
	}
	return reply{"id": w.opts.Enterprise.ID, "name": w.opts.Enterprise.Name}
}

// inEnterprise adds the organisation to an object, when there is one.
func (w *Workspace) inEnterprise(object reply) reply {
	if e := w.opts.Enterprise; e.ID != "" {
		object["enterprise_id"], object["enterprise_name"] = e.ID, e.Name
	}
	return object
}

// enterpriseUser is the part of a user object that Grid adds; nil of people who
// are in no organisation. The names of other organisations are not known.
func (w *Workspace) enterpriseUser(u *User) reply {
	if u.Enterprise == "" {
		return nil
	}
	name := ""
	if u.Enterprise == w.opts.Enterprise.ID {
		name = w.opts.Enterprise.Name
	}
	return reply{
		"id": u.ID, "enterprise_id": u.Enterprise, "enterprise_name": name, "is_admin": false, "is_owner": false,
		"is_primary_owner": false, "teams": u.Teams,
	}
}

// orgShared reports whether people of other workspaces of the organisation are
// in c. The caller holds mu.
func (w *Workspace) orgShared(c *channel) bool {
	for id := range c.members {
		if u := w.users[id]; u != nil && w.colleague(u) && !w.inTeam(u) {
			return true
		}
	}
	return false
}
