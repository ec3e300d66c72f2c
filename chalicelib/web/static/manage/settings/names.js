// What settings are called.

import { N_, NP_ } from "../../shared/words.js";

export const PAGES = {
  community: N_("Name and phone numbers"),
  hours: N_("Hours and holidays"),
  departments: N_("Departments"),
  duties: N_("Who responds to emergencies"),
  contractors: N_("Contractors"),
  chats: N_("Group chats"),
  topics: N_("Topics"),
  escalation: N_("Escalation"),
  replies: N_("Quick replies"),
  people: N_("People"),
  places: N_("Places"),
  keys: N_("Keys for programs"),
  webhooks: N_("Webhooks"),
  copies: N_("Copies of everything"),
  daily: N_("Daily files"),
  sheets: N_("From a spreadsheet"),
  changes: N_("Changes"),
};

/** What the rows of a spreadsheet are. */
export const SHEETS = {
  places: N_("Places"),
  households: N_("Households"),
  people: N_("People"),
  contractors: N_("Contractors"),
  holidays: N_("Holidays"),
  topics: N_("Topics"),
};

/** The fields of a change. */
export const FIELDS = {
  name: NP_("of a community or place", "Name"),
  languages: N_("Languages"),
  phone: N_("Office phone number"),
  emergency_phone: N_("Emergency phone number"),
  colour: N_("Colour"),
  show_names: N_("Who residents see as assigned"),
  text_countries: N_("Countries that get text messages"),
  photo_when_done: N_("Photo when done"),
  point: N_("Point on the map"),
  publishes: N_("City apps can read requests"),
  daily_files: N_("Daily files"),
  daily_words: N_("Daily files include what residents wrote"),
  calendar: N_("Working hours"),
  calendars: N_("Hours of a department"),
  week: N_("Week"),
  exceptions: N_("Special days"),
  region: N_("Public holidays"),
  zone: N_("Time zone"),
  departments: N_("Departments"),
  department_names: N_("Names of departments"),
  redirects: N_("Jobs go to"),
  duties: N_("Who responds to emergencies"),
  contractors: N_("Contractors"),
  chats: N_("Group chats"),
  replies: N_("Quick replies"),
  topics: N_("Topics"),
  ladder: N_("Escalation"),
  channel: N_("Contact by"),
  address: N_("Contact details"),
  language: N_("Language"),
  role: N_("Role"),
  building: N_("Building"),
  buildings: N_("Names of buildings"),
  places: N_("New places"),
  added: N_("New"),
  changed: N_("Changed on"),
  floor: N_("Floor"),
  household: N_("Household"),
  kind: N_("Type"),
  code: N_("Code"),
  retired_at: N_("Retired"),
  disabled: N_("Left"),
  invited: N_("Password given"),
  second_factor: N_("Second factor"),
  leave: N_("Leave"),
  roster: N_("Duty roster"),
  open_cap: N_("Most open jobs"),
  id: N_("User name"),
  login: N_("Login"),
  company: N_("Company"),
  community: N_("Community"),
  on_duty: N_("On duty"),
  names: NP_("of a community or place", "Name"),
  service: N_("Heading"),
  priority: N_("Priority"),
  accept: N_("Minutes to accept"),
  done: N_("Minutes to finish"),
  frozen: N_("Not accepting requests because"),
  on_form: N_("Order on the first page"),
  icon: N_("Picture"),
};

/** What a change is about. */
export const WHAT = {
  community: N_("Settings"),
  place: NP_("what a change is about", "Place"),
  places: N_("New places"),
  member: N_("Person"),
  import: N_("From a spreadsheet"),
};

/** When a ready reply is offered. */
export const ACTIONS = {
  ask: N_("When asking the resident"),
  say: N_("When writing to the resident"),
  pause: N_("When putting on hold"),
  decline: N_("When it cannot be done"),
  done: N_("When it is done"),
};

/** Ways to reach a contractor. */
export const CHANNELS = {
  email: N_("Email"),
  text: N_("Text message"),
  chat: N_("Group chat"),
  none: N_("No messages"),
};

export const PRIORITIES = {
  urgent: N_("Urgent"),
  high: N_("High"),
  normal: N_("Normal"),
  low: N_("Low"),
};
