// The fixed parts of the page (app.html).

export const main = document.getElementById("main");
export const tabs = document.getElementById("tabs");
export const duty = document.getElementById("duty");
export const banner = document.getElementById("banner");
